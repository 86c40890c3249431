"""Which tables a statement ties to its tenant: read from the syntax, in doubt not tied."""

import pytest

from galleria.ops.verify.isolation.statements.tenants import unbound_tables

TABLES = {"shelf", "book"}

TIED = [
    "SELECT 1 FROM shelf WHERE org_id = $1",
    "SELECT 1 FROM shelf WHERE org_id = $1::uuid AND (x OR y)",
    "SELECT 1 FROM shelf JOIN book ON book.org_id = shelf.org_id WHERE shelf.org_id = $1",
    "SELECT 1 FROM shelf JOIN book USING (org_id, shelf_id) WHERE shelf.org_id = $1",
    "SELECT 1 FROM shelf LEFT JOIN book ON book.org_id = shelf.org_id WHERE shelf.org_id = $1",
    "SELECT 1 FROM shelf, book WHERE (book.org_id, 1) = (shelf.org_id, x) AND shelf.org_id = $1",
    "SELECT 1 FROM shelf WHERE org_id = $1 AND EXISTS ("
    "SELECT FROM book WHERE book.org_id = shelf.org_id)",
    "SELECT 1 FROM shelf CROSS JOIN LATERAL ("
    "SELECT 1 FROM book WHERE book.org_id = shelf.org_id) AS b WHERE shelf.org_id = $1",
    "INSERT INTO book (org_id, title) VALUES ($1,$2)",
    "INSERT INTO book (org_id, title) SELECT shelf.org_id, u.title "
    "FROM shelf, unnest($2::text[]) AS u (title) WHERE shelf.org_id = $1",
    "DELETE FROM book USING shelf WHERE book.org_id = shelf.org_id AND shelf.org_id = $1",
    "WITH gone AS (DELETE FROM book WHERE org_id = $1 RETURNING *) "
    "INSERT INTO shelf (org_id, title) SELECT org_id, title FROM gone",
    "WITH RECURSIVE up AS (SELECT org_id, id FROM book WHERE org_id = $1 UNION ALL "
    "SELECT b.org_id, b.id FROM book AS b JOIN up ON up.org_id = b.org_id) SELECT 1 FROM up",
]

UNTIED = {
    "SELECT 1 FROM shelf": ["shelf"],
    "SELECT 1 FROM shelf WHERE org_id = $2": ["shelf"],
    "SELECT 1 FROM shelf WHERE org_id = $1 OR x": ["shelf"],
    "SELECT 1 FROM shelf WHERE org_id <> $1": ["shelf"],
    "SELECT 1 FROM shelf, book WHERE shelf.org_id = $1": ["book"],
    "SELECT 1 FROM shelf JOIN book ON book.id = shelf.id WHERE shelf.org_id = $1": ["book"],
    "SELECT 1 FROM shelf LEFT JOIN book ON shelf.org_id = $1 AND book.org_id = $1": ["shelf"],
    "SELECT 1 FROM shelf FULL JOIN book ON book.org_id = shelf.org_id WHERE shelf.org_id = $1": [
        "book"
    ],
    "SELECT (SELECT count(*) FROM book) FROM shelf WHERE org_id = $1": ["book"],
    "SELECT 1 FROM shelf WHERE org_id = $1 UNION SELECT 1 FROM book": ["book"],
    "INSERT INTO book (org_id, title) VALUES ($2, $1)": ["book"],
    "INSERT INTO book (title) VALUES ($1)": ["book"],
    "UPDATE book SET x = 1 FROM shelf WHERE book.org_id = $1 AND shelf.id = book.id": ["shelf"],
    "WITH some AS (SELECT id FROM shelf WHERE org_id = $1) "
    "SELECT 1 FROM book JOIN some ON some.id = book.id": ["book"],
    "TRUNCATE book": ["anything: it is not understood and"],
}


@pytest.mark.parametrize("text", TIED)
def test_statement_is_tied(text: str) -> None:
    assert unbound_tables(text, 1, TABLES) == []


@pytest.mark.parametrize("text", UNTIED)
def test_statement_leaves_a_table_open(text: str) -> None:
    assert unbound_tables(text, 1, TABLES) == UNTIED[text]
