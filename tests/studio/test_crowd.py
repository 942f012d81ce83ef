"""Many who ask at once ask in turn."""

from studio.crowd import MOST, WINDOW, Crowd


def asked(people: int, wanted: float, seconds: float) -> tuple[list[float], int]:
    """So many ask for a while, each again after its pause: the last pause of each, and how many
    questions the last second had.
    """
    now, questions = 0.0, 0
    crowd = Crowd(lambda: now)
    due, pauses = [n * wanted / people for n in range(people)], [wanted] * people
    while (now := min(due)) < seconds:
        who = due.index(now)
        pauses[who] = crowd.pause(wanted)
        due[who] += pauses[who]
        questions += now >= seconds - 1
    return pauses, questions


def test_one_alone_asks_as_often_as_it_wants():
    assert asked(1, 0.1, 20) == ([0.1], 10)


def test_a_few_are_not_held_back():
    pauses, _questions = asked(4, 0.25, 20)
    assert pauses == [0.25] * 4


def test_a_crowd_shares_what_one_process_answers():
    pauses, questions = asked(50, 0.2, 40)
    assert questions <= 1.2 * MOST
    assert 0.8 * 50 / MOST <= min(pauses) <= max(pauses) <= 1.3 * 50 / MOST


def test_nobody_waits_longer_than_a_little_while():
    pauses, _questions = asked(1000, 0.2, 30)
    assert max(pauses) <= WINDOW


def test_the_crowd_is_forgotten_when_it_is_gone():
    now = 0.0
    crowd = Crowd(lambda: now)
    for _ in range(500):
        crowd.pause(1.0)
    assert crowd.pause(0.1) > 1
    now = 2 * WINDOW
    assert crowd.pause(0.1) == 0.1
