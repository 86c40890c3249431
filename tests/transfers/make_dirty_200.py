"""Writes dirty-200.csv, the project's own bad export: 200 rows, of which 35 are wrong on purpose.

`python tests/transfers/make_dirty_200.py` writes it again, byte for byte. The test beside it says
which lines are refused and why; a new kind of dirt is a line in `DIRT` and a line in the test.
"""

import random
from pathlib import Path

FILE = Path(__file__).parent / "dirty-200.csv"
HEADER = (
    "external_key,name,category_path,brand,active,option1_name,option1_value,sku,barcode,price,"
    "currency,description"
)
ROWS = 200
THINGS = ("Mug", "Bowl", "Tray", "Candle", "Vase", "Basket", "Lantern", "Cushion", "Jug", "Frame")
LOOKS = ("Blue", "Red", "Plain", "Tall", "Small", "Oak", "Linen", "Speckled", "Striped", "White")
ROOMS = ("Home > Kitchen", "Home > Living room", "Garden", "Gifts")

# Row number (1 to 200) → the bytes that stand there instead of a sound row.
DIRT: dict[int, bytes] = {
    3: b"k3,,Home,,,,,,,1.00,EUR,a row that names nothing",
    7: b",No key,Home,,,,,,,1.00,EUR,",
    11: b"k11,Comma price,Home,,,,,,,\"12,50\",EUR,",
    12: b"k12,Euro sign,Home,,,,,,,\xe2\x82\xac5,EUR,",
    13: b"k13,Negative,Home,,,,,,,-3.00,EUR,",
    14: b"k14,Too fine,Home,,,,,,,1.999,EUR,",
    15: b"k15,No price,Home,,,,,S-15,,,EUR,",
    16: b"k16,Word,Home,,,,,,,free,EUR,",
    20: b"k20,Old money,Home,,,,,,,1.00,DEM,",
    21: b"k21,No money,Home,,,,,,,1.00,EURO,",
    25: b"k25,Perhaps,Home,,perhaps,,,,,1.00,EUR,",
    30: b"k30,Rounded,Home,,,,,,4.00638E+12,1.00,EUR,",
    31: b"k31,Spaced barcode,Home,,,,,,40 06,1.00,EUR,",
    35: b"k35,Latin 1 caf\xe9,Home,,,,,,,1.00,EUR,",
    36: b"k36,N\x00UL,Home,,,,,,,1.00,EUR,",
    37: b"k37,B\x07ell,Home,,,,,,,1.00,EUR,",
    40: b"k40,Too few,Home,1.00,EUR",
    41: b"k41,Too many,Home,,,,,,,1.00,EUR,,,extra",
    45: b"k45,\"Open quote,Home,,,,,,,1.00,EUR,",
    46: b"k46,\"Bad\" quote,Home,,,,,,,1.00,EUR,",
    50: b"k50,Empty step,Home >  > Kitchen,,,,,,,1.00,EUR,",
    51: b"k51,Too deep,A > B > C > D > E > F > G > H > I > J > K,,,,,,,1.00,EUR,",
    55: b"k1,Same key again,Home > Kitchen,,,,,,,9.00,EUR,",
    56: b"k56,Same SKU,Home,,,,,SKU-2,,1.00,EUR,",
    60: b"k60,Sizes,Home,,,Size,S,K60-S,,1.00,EUR,",
    61: b"k60,,,,,,M,K60-M,,cheap,EUR,",
    62: b"k60,,,,,,L,K60-L,,1.20,EUR,",
    63: b"k60,,,,,,L,K60-L2,,1.30,EUR,",
    64: b"k60,,,,,,,K60-X,,1.40,EUR,",
    65: b"k60,Other name,,,,,XL,K60-XL,,1.50,EUR,",
    70: b"k70,Bad head,Home,,,Size,S,K70-S,,x,EUR,",
    71: b"k70,,,,,,M,K70-M,,1.00,EUR,",
    80: b"k80,Long name " + b"x" * 300 + b",Home,,,,,,,1.00,EUR,",
    90: b"k90,Two wrong cells,Home,,maybe,,,,,-1,EUR,",
    100: b"k100,Value without option,Home,,,,Blue,,,1.00,EUR,",
    110: b"k110,Barcode one,Home,,,,,,4006381333931,1.00,EUR,",
    111: b"k111,Barcode again,Home,,,,,,4006381333931,1.00,EUR,",
    120: "k120,Größe & Maß 💡,Home > Küche,,,,,,,1.00,EUR,sound: umlauts".encode(),
    121: b"k121,=1+1,Home,,,,,,,1.00,EUR,sound: a formula is text",
    122: b"k122,Quoted,Home,,,,,,,1.00,EUR,\"sound: two\r\nlines\"",
    150: b"k150,\"Quote, closed\",Home,,,,,,,1.00,EUR,\"sound: \"\"quoted\"\"\"",
    200: b"k200,Last,Home,,,,,,,,EUR,",
}  # fmt: skip


def dirty() -> bytes:
    """Return the file: a byte order mark, CRLF, a blank line after row 100."""
    chance = random.Random(200)
    rows = [DIRT.get(number) or _sound(number, chance) for number in range(1, ROWS + 1)]
    rows.insert(100, b"")
    return b"\xef\xbb\xbf" + b"\r\n".join([HEADER.encode(), *rows, b""])


def _sound(number: int, chance: random.Random) -> bytes:
    name = f"{chance.choice(LOOKS)} {chance.choice(THINGS)} {number}"
    price = f"{chance.randrange(100, 9_900) / 100:.2f}"
    cells = [f"k{number}", name, chance.choice(ROOMS), "", "true", "", "", f"SKU-{number}", ""]
    return ",".join([*cells, price, "EUR", ""]).encode()


if __name__ == "__main__":
    FILE.write_bytes(dirty())
