from toolflow_generation.keys import Keys, hide_users


def test_keys_are_hidden_in_text_and_in_json():
    keys = Keys(["sk-0123456789", 'od"d\\key', "short", ""])
    assert keys.hide("Bearer sk-0123456789, twice sk-0123456789") == "Bearer [key], twice [key]"
    assert keys.hide('{"said": "od\\"d\\\\key"}') == '{"said": "[key]"}'
    assert keys.hide("short and plain") == "short and plain"


def test_a_key_that_holds_another_is_hidden_whole():
    assert Keys(["abcdefgh", "abcdefghijkl"]).hide("abcdefghijkl") == "[key]"


def test_keys_join_and_show_nowhere():
    keys = Keys(["first-secret"]) | Keys(["second-secret"])
    assert keys.hide("first-secret second-secret") == "[key] [key]"
    assert "secret" not in repr(keys)


def test_user_and_password_of_a_url_are_hidden():
    said = "407, url='http://me:s3cret@127.0.0.1:80/a' and https://tok@en@host?q=a@b, http://plain/x@y, a@b.c"
    assert hide_users(said) == (
        "407, url='http://[key]@127.0.0.1:80/a' and https://[key]@host?q=a@b, http://plain/x@y, a@b.c"
    )


def test_a_key_is_hidden_as_it_stands_in_a_url():
    assert Keys(["s3cret/with space+"]).hide("http://h/v1?sig=s3cret%2Fwith%20space%2B&a=b") == (
        "http://h/v1?sig=[key]&a=b"
    )
