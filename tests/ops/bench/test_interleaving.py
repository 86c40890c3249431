"""Figure and limit take turns."""

from galleria.ops.bench.shape import interleaved


async def test_each_pair_has_both_sides_and_they_take_turns_in_going_first():
    order: list[str] = []

    def side(name):
        async def run(number):
            order.append(f"{name}{number}")
            return number

        return run

    assert await interleaved(3, side("f"), side("l")) == ([0, 1, 2], [0, 1, 2])
    assert order == ["f0", "l0", "l1", "f1", "f2", "l2"]
