from tests.fuzz import fuzz_mail


def test_some_hundred_damaged_mails_are_read() -> None:
    found = fuzz_mail.run(seed=20251103, cases=400)
    assert found.cases == 400
    assert found.failures == []
