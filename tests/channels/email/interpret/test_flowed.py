from troska.channels.email.interpret.flowed import unflow


def test_soft_breaks_are_joined() -> None:
    assert unflow("one \ntwo\n\nthree", delete_space=False) == "one two\n\nthree"
    assert unflow("on \ne", delete_space=True) == "one"


def test_quotes_keep_their_depth_and_signatures_their_line() -> None:
    assert unflow("> a \n> b\n>> c\nd", delete_space=False) == "> a b\n>> c\nd"
    assert unflow("text \n-- \nJan", delete_space=False) == "text \n-- \nJan"


def test_stuffed_spaces_go() -> None:
    assert unflow(" From here\n >no quote", delete_space=False) == "From here\n>no quote"
