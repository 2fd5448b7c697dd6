"""Of the services that write blobs."""

from shared.metrics.figures import Read
from shared.metrics.registries import PARSER, POLLER, SENDER

BLOB_FREE_BYTES = Read(
    "mailweave_blob_free_bytes",
    "Bytes that are free where blobs lie in a local folder (EMAIL_BLOB_URL=file://…)",
    (),
    POLLER,
    PARSER,
    SENDER,
)
