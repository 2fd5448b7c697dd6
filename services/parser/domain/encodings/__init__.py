"""From bytes to text: labels of the Encoding Standard, what lies about itself, transfer encodings."""
