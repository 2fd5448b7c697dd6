"""The screen: pages for people at `/`, made on the server from the same stores and functions as REST.

It asks for no other service, needs no JavaScript for reading, and nothing in it leaves the installation. Who looks
is the `Caller` of their session; a page needs the same scope as its counterpart in REST.
"""
