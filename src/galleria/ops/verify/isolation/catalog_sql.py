"""What is asked of PostgreSQL's own catalog: one statement for each kind of thing in it."""

RELATIONS = """
SELECT
    c.relname::text,
    c.relkind::text,
    owner.rolname::text,
    c.relrowsecurity,
    c.relforcerowsecurity,
    parent.relname::text,
    c.relpersistence = 't',
    coalesce(c.reloptions @> '{security_invoker=true}', false)
FROM pg_class AS c
JOIN pg_roles AS owner ON owner.oid = c.relowner
LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid
LEFT JOIN pg_class AS parent ON parent.oid = i.inhparent
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
ORDER BY c.relname
"""

COLUMNS = """
SELECT
    c.relname::text,
    a.attname::text,
    format_type(a.atttypid, NULL),
    a.attnotnull,
    a.atthasdef OR a.attidentity <> '',
    a.attgenerated <> '',
    col_description(c.oid, a.attnum)
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND a.attnum > 0
  AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""

# The columns of a key, in its order; an expression stands as ''.
INDEXES = """
SELECT
    c.relname::text,
    index.relname::text,
    i.indisunique,
    i.indisprimary,
    i.indisexclusion,
    ARRAY(
        SELECT coalesce(a.attname::text, '')
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS key (number, place)
        LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = key.number
        WHERE key.place <= i.indnkeyatts
        ORDER BY key.place
    )
FROM pg_index AS i
JOIN pg_class AS c ON c.oid = i.indrelid
JOIN pg_class AS index ON index.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace
ORDER BY c.relname, index.relname
"""

FOREIGN_KEYS = """
SELECT
    c.relname::text,
    k.conname::text,
    target.relname::text,
    ARRAY(
        SELECT a.attname::text
        FROM unnest(k.conkey) WITH ORDINALITY AS key (number, place)
        JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = key.number
        ORDER BY key.place
    ),
    ARRAY(
        SELECT a.attname::text
        FROM unnest(k.confkey) WITH ORDINALITY AS key (number, place)
        JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = key.number
        ORDER BY key.place
    )
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
JOIN pg_class AS target ON target.oid = k.confrelid
WHERE c.relnamespace = 'public'::regnamespace AND k.contype = 'f' AND k.conparentid = 0
ORDER BY c.relname, k.conname
"""

CHECKS = """
SELECT
    c.relname::text,
    ARRAY(
        SELECT a.attname::text
        FROM pg_attribute AS a
        WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
    ),
    pg_get_expr(k.conbin, k.conrelid)
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND k.contype = 'c'
ORDER BY c.relname, k.conname
"""

POLICIES = """
SELECT
    c.relname::text,
    p.polname::text,
    p.polcmd::text,
    p.polpermissive,
    ARRAY(
        SELECT CASE role WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(role)::text END
        FROM unnest(p.polroles) AS role
    ),
    pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy AS p
JOIN pg_class AS c ON c.oid = p.polrelid
WHERE c.relnamespace = 'public'::regnamespace
ORDER BY c.relname, p.polname
"""

# What anybody but the owner may do, on tables and on single columns.
GRANTS = """
SELECT
    c.relname::text,
    CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee)::text END,
    acl.privilege_type,
    ''
FROM pg_class AS c
CROSS JOIN aclexplode(c.relacl) AS acl
WHERE c.relnamespace = 'public'::regnamespace AND acl.grantee <> c.relowner
UNION ALL
SELECT
    c.relname::text,
    CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee)::text END,
    acl.privilege_type,
    a.attname::text
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
CROSS JOIN aclexplode(a.attacl) AS acl
WHERE c.relnamespace = 'public'::regnamespace AND acl.grantee <> c.relowner
ORDER BY 1, 2, 3
"""

# Ours alone: those that came with an extension are as listed as the extension.
FUNCTIONS = """
SELECT
    p.proname::text,
    pg_get_function_identity_arguments(p.oid),
    pg_get_userbyid(p.proowner)::text,
    p.prosecdef,
    p.proleakproof,
    coalesce(p.proconfig, '{}'),
    ARRAY(
        SELECT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee)::text END
        FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS acl
        WHERE acl.grantee <> p.proowner
    )
FROM pg_proc AS p
WHERE
    p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (
        SELECT
        FROM pg_depend AS d
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    )
ORDER BY p.proname
"""

EXTENSIONS = """
SELECT extname::text FROM pg_extension ORDER BY extname
"""

ROLES = """
SELECT
    r.rolname::text,
    r.rolsuper,
    r.rolbypassrls,
    r.rolcreaterole,
    r.rolcreatedb,
    r.rolreplication,
    r.rolcanlogin,
    ARRAY(
        SELECT pg_get_userbyid(m.roleid)::text FROM pg_auth_members AS m WHERE m.member = r.oid
    ),
    has_schema_privilege(r.oid, 'public', 'CREATE')
        OR has_database_privilege(r.oid, current_database(), 'CREATE'),
    ARRAY(
        SELECT unnest(s.setconfig)
        FROM pg_db_role_setting AS s
        WHERE s.setrole IN (0, r.oid)
          AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    ),
    (
        SELECT count(*)
        FROM pg_shdepend AS d
        WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND d.deptype = 'o'
          AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    )
FROM pg_roles AS r
WHERE r.rolname LIKE 'galleria\\_%'
ORDER BY r.rolname
"""

REWRITES = """
SELECT c.relname::text, w.rulename::text
FROM pg_rewrite AS w
JOIN pg_class AS c ON c.oid = w.ev_class
WHERE c.relnamespace = 'public'::regnamespace AND w.rulename <> '_RETURN'
ORDER BY 1, 2
"""

SCHEMAS = """
SELECT nspname::text
FROM pg_namespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
ORDER BY nspname
"""

# What objects to come will be granted, to anybody but their owner.
DEFAULT_GRANTS = """
SELECT
    pg_get_userbyid(d.defaclrole)::text,
    CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee)::text END,
    acl.privilege_type
FROM pg_default_acl AS d
CROSS JOIN aclexplode(d.defaclacl) AS acl
WHERE acl.grantee <> d.defaclrole
ORDER BY 1, 2, 3
"""
