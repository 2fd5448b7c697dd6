"""How Mailweave does on third-party mails and on conditions from public reports, against recorded floors."""
