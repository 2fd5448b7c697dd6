"""Where links lead, and which of them say otherwise."""

import pytest

from shared.html.clean import safe_html


@pytest.mark.parametrize(
    ("text", "href", "names", "host"),
    [
        pytest.param("www.bank.example", "https://evil.example/", "bank.example", "evil.example", id="by www"),
        pytest.param("https://bank.example/", "http://evil.example/", "bank.example", "evil.example", id="by scheme"),
        pytest.param("<b>bank</b>.example", "http://evil.example/", "bank.example", "evil.example", id="in two tags"),
        pytest.param("ada@bank.example", "mailto:eve@evil.example", "bank.example", "evil.example", id="an address"),
        pytest.param("bank.example", "https://bank.example@evil.example/", "bank.example", "evil.example", id="a user"),
        pytest.param("bank.example", "https:\\\\evil.example\\bank", "bank.example", "evil.example", id="backslashes"),
        pytest.param("bank.example", "https://%65vil.example/", "bank.example", "evil.example", id="escapes"),
        pytest.param("b\u200bank.example", "https://evil.example/", "bank.example", "evil.example", id="zero width"),
        pytest.param("bank。example", "https://evil.example/", "bank.example", "evil.example", id="another full stop"),
        pytest.param("bank.example", "http://2130706433/", "bank.example", "2130706433", id="a number"),
        pytest.param("bank.example", "https://bаnk.example/", "bank.example", "xn--bnk-6cd.example", id="Cyrillic"),
        pytest.param("bank.co.uk", "https://evil.co.uk/", "bank.co.uk", "evil.co.uk", id="under one public suffix"),
    ],
)
def test_a_link_that_names_another_host_is_marked(text: str, href: str, names: str, host: str) -> None:
    safe = safe_html(f'<a href="{href}">{text}</a>')
    assert [(each.names_host, each.host) for each in safe.links] == [(names, host)]
    assert f'data-leads-to="{host}"' in safe.html


@pytest.mark.parametrize(
    ("text", "href"),
    [
        pytest.param("shop.example", "https://www.shop.example/a", id="the same"),
        pytest.param("www.shop.example/a", "https://click.shop.example/b", id="one domain"),
        pytest.param("www.shop.co.uk", "https://a.shop.co.uk/", id="one domain under two labels"),
        pytest.param("Log in", "https://evil.example/", id="no host"),
        pytest.param("README.md", "https://git.example/readme", id="a file"),
        pytest.param("Read more at shop.example today", "https://news.example/", id="a sentence"),
        pytest.param("ada@shop.example", "mailto:ada@shop.example", id="an address"),
        pytest.param("ada@shop.example", "mailto:ada@shop.example, bob@other.example", id="two addresses"),
        pytest.param("v1.2.3", "https://git.example/", id="a version"),
        pytest.param("bücher.example", "https://xn--bcher-kva.example/", id="one name in two alphabets"),
        pytest.param("+49 30 123", "tel:+4930123", id="a telephone"),
    ],
)
def test_an_honest_link_is_not(text: str, href: str) -> None:
    safe = safe_html(f'<a href="{href}">{text}</a>')
    assert [each.names_host for each in safe.links] == [""]
    assert "data-leads-to" not in safe.html
