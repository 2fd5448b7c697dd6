"""What commands print. Every list and every single thing is printed here, in the format that `--format` names.

    show_list(accounts, {"id": "id", "address": "email_address", "state": state_of}, output, empty="there are none")
    show_one(account, output)

A table has the named columns, each a field or a function of the item; json, yaml and csv have every field.
"""
