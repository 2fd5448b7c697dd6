"""Comments in header fields (RFC 5322 §3.2.2), which stand wherever white space may."""


def without_comments(text: str) -> str:
    """The text with a blank for each comment, nested or not; one without an end goes to the end of the text."""
    if "(" not in text:
        return text
    kept, depth, is_escaped = [], 0, False
    for character in text:
        if is_escaped:
            is_escaped = False
        elif depth and character == "\\":
            is_escaped = True
        elif character == "(":
            depth += 1
            kept.append(" ")
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(character)
    return "".join(kept)
