"""Old carts go by themselves, with whom they were for."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from galleria.app import WORK
from galleria.checkout.jobs import JOBS, SweepCarts, first_id
from galleria.engine.chores import Chore
from galleria.engine.storage import Storage
from tests.checkout.given import Stall
from tests.engine.working import asked, ended, working

OLD = datetime.now(UTC) - timedelta(days=100)


async def test_a_cart_that_nobody_touched_for_90_days_is_deleted(
    stall: Stall, storage: Storage
) -> None:
    old, touched, fresh = [await stall.cart() for _ in range(3)]
    await age(stall, old, touched_at=OLD)
    await age(stall, touched, touched_at=datetime.now(UTC))
    async with working(stall.database, storage, *JOBS):
        (job_id,) = await asked(stall.database, stall.context, SweepCarts())
        await ended(stall.database, stall.context, job_id)
    assert (await stall.ask("GET", f"/carts/{fresh}")).status_code == 200
    assert await stall.run("SELECT count(*) FROM cart") == 2


async def age(stall: Stall, cart: str, *, touched_at: datetime) -> None:
    cart_id = UUID((await stall.ask("GET", f"/carts/{cart}")).json()["cart_id"])
    await stall.run(
        "UPDATE cart SET cart_id = $2, updated_at = $3 WHERE cart_id = $1",
        cart_id, UUID(int=first_id(OLD).int + cart_id.int % 2**64), touched_at,
    )  # fmt: skip


async def test_every_organization_is_swept_once_a_day(stall: Stall) -> None:
    (chore,) = [it for it in WORK.chores if it.name == "checkout.sweep_carts"]
    assert isinstance(chore, Chore)
    for _ in range(2):
        await chore.do(stall.database, datetime.now(UTC))
    waiting = "SELECT count(*) FROM job WHERE kind = 'checkout.sweep_carts'"
    assert await stall.run(waiting) == 1
