"""What the rules of isolation except, each with its reason. A line here is a decision."""

APP = "galleria_app"
PLATFORM = "galleria_platform"
OWNER = "galleria_owner"
SEARCH = "galleria_search"

# Where `org_id` is the tenant's. As PostgreSQL prints it back.
OWN_ROWS = "(org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid)"

# Tables of no single organization.
GLOBAL_TABLES = {
    "galleria_migration": "which migrations were applied; nothing of anybody",
    "directory_organization": "an organization's slug is unique among all, and found before login",
    "directory_store": "a shop is found by its slug before it is known whose it is",
    "directory_domain": "a shop is found by the request's host before it is known whose it is",
    "directory_account": "a person logs in before choosing an organization, and may be in several",
    "directory_membership": "which organizations a person may choose from, asked at login",
    "directory_api_key": "a key's hash is all that a request brings; it says whose it is",
    "directory_session": "a cookie's hash is all that a request brings; it says who is there",
    "directory_link": "an invitation's link is followed by somebody who is not logged in",
    "directory_signing_key": "one keyring signs every organization's tokens",
    "directory_revocation": "read whole, each second, by every process",
    "directory_login_attempt": "failures are counted before it is known who tries",
}

# Tables whose rows the platform's role sees of every organization.
SEEN_BY_PLATFORM = {
    "organization": "the directory joins its tier and state to whoever is at the door",
    "event": "one sequencer a database numbers the events of all organizations",
    "event_feed": "the sequencer finds the feeds that have news",
    "served_queue": "processes take queues fairly, whosever they are",
    "job": "workers choose fairly between organizations",
    "job_running": "leases that ran out are found whosever they are",
    "job_done": "a worker finishes many organizations' jobs in one batch",
}

# Tables whose rows the search's role sees of every organization; it can neither log in nor write.
SEEN_BY_SEARCH = {
    "listing": "text operators are not leakproof: under row-level security no index serves them",
    "listing_word": "trigrams are not leakproof, either",
    "facet_count": "says which way of searching is the shorter one",
}

# Functions that run with that role's rights. Each compares org_id with the transaction's own.
SEARCHES = {
    "find_products(wanted_org uuid, wanted_store uuid, wanted_catalog uuid, wanted_locale text, "
    "at timestamp with time zone, wanted jsonb, ordering text, after_number bigint, "
    "after_text text, after_id uuid, rows_max integer)":
        "words and filters by their index; attacked in the name of each organization",
    "count_products(wanted_org uuid, wanted_store uuid, wanted_catalog uuid, wanted_locale text, "
    "at timestamp with time zone, passes jsonb)":
        "counts by the same index; attacked in the name of each organization",
    "nearest_words(wanted_org uuid, wanted_store uuid, wanted_locale text, said text)":
        "words alike by their trigrams; attacked in the name of each organization",
    "words_in_use(wanted_org uuid, wanted_store uuid, wanted_catalog uuid, wanted_locale text, "
    "at timestamp with time zone, words text[])":
        "words of what is seen, by their index; attacked in the name of each organization",
}  # fmt: skip

# Functions that run with their owner's rights.
DEFINERS = {
    "tenant_partition(parent regclass, period text, at timestamp with time zone)":
        "partitions are made by the owner alone; it reads and returns no row",
    "drop_partitions(parent regclass, before timestamp with time zone)":
        "partitions are dropped by the owner alone; it reads and returns no row",
    "refresh_catalog_statistics()":
        "tables are analyzed by their owner alone; it takes nothing and returns no row",
    **SEARCHES,
}  # fmt: skip

# Extensions, whose functions anybody may run: none of them reads a table.
EXTENSIONS = {
    "plpgsql": "the language of our own functions",
    "btree_gin": "a store's id in the same index as its words",
    "pg_trgm": "words that are spelled alike",
    "unaccent": "letters without their accents",
    "citus": "tables distributed over several machines",
}

# Columns that a role may change in a table it may otherwise not write.
COLUMN_GRANTS = {
    ("event_feed", "delivered_position"): "a listener's progress commits with its jobs",
    ("event_feed", "is_followed"): "a feed is followed from the endpoint's own transaction on",
}

# Modules whose statements may be of all organizations at once.
PLATFORM_MODULES = {
    "galleria.engine": "sequencer, job claims, queues, chores",
    "galleria.tenants.directory": "what is found before the tenant is known",
    "galleria.ops": "the operator's commands",
}

# A column so called holds somebody's data, and its comment has to say so.
PERSONAL = r"(^|_)(e_?mail|phone|address|street|birth\w*|first_name|last_name|person\w*)($|_)"
