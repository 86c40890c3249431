-- Accounts, their memberships, sessions, links and log-in attempts.

-- name: upsert_account
-- Takes the row's lock either way, so an account is not forgotten while it is being invited.
INSERT INTO directory_account (account_id, email, created_at, updated_at)
VALUES (:account_id, :email, :now, :now)
ON CONFLICT (email) DO UPDATE SET updated_at = excluded.updated_at
RETURNING account_id, email, password_hash, platform_role;

-- name: find_account
SELECT account_id, email, password_hash, platform_role
FROM directory_account
WHERE account_id = :account_id;

-- name: find_account_by_email
SELECT account_id, email, password_hash, platform_role
FROM directory_account
WHERE email = :email;

-- name: lock_account
SELECT account_id, email, password_hash, platform_role
FROM directory_account
WHERE account_id = :account_id
FOR UPDATE;

-- name: set_password
UPDATE directory_account
SET password_hash = :password_hash, updated_at = :now
WHERE account_id = :account_id;

-- name: set_platform_role
UPDATE directory_account
SET platform_role = :platform_role, updated_at = :now
WHERE account_id = :account_id;

-- name: delete_account_without_membership
-- Its sessions and links go with it. Only after lock_account, in a statement of its own: it then
-- sees every membership that an invitation committed while this one waited.
DELETE FROM directory_account AS account
WHERE account.account_id = :account_id
  AND account.platform_role IS NULL
  AND NOT EXISTS (
      SELECT
      FROM directory_membership AS membership
      WHERE membership.account_id = account.account_id
  );

-- name: upsert_membership
INSERT INTO directory_membership (account_id, org_id, member_id, role, state)
VALUES (:account_id, :organization_id, :member_id, :role, :state)
ON CONFLICT (account_id, org_id) DO UPDATE
SET member_id = excluded.member_id, role = excluded.role, state = excluded.state;

-- name: delete_membership
DELETE FROM directory_membership
WHERE account_id = :account_id AND org_id = :organization_id;

-- name: memberships_of
SELECT
    membership.org_id, organization.slug AS org_slug, organization.tier,
    organization.state AS org_state,
    membership.member_id, membership.role, membership.state
FROM directory_membership AS membership
JOIN organization ON organization.org_id = membership.org_id
WHERE membership.account_id = :account_id
ORDER BY organization.slug
LIMIT 1000;

-- name: hold_memberships
-- Shared with other log-ins; a change of role waits for us, or we for it and see the new role. What
-- is signed after this is dated after every change it has not seen.
SELECT member_id
FROM directory_membership
WHERE account_id = :account_id
ORDER BY org_id
FOR SHARE;

-- name: insert_session
INSERT INTO directory_session (
    session_hash, session_id, account_id, org_id, member_id, created_at, expires_at
)
VALUES (
    :session_hash, :session_id, :account_id, :organization_id, :member_id, :now, :expires_at
);

-- name: find_session
SELECT session_id, account_id, org_id
FROM directory_session
WHERE session_hash = :session_hash AND expires_at > :now;

-- name: hold_session
-- Shared with other exchanges; a reset that ends the session waits for us, or we for it.
SELECT session_id, account_id, org_id
FROM directory_session
WHERE session_hash = :session_hash AND expires_at > :now
FOR SHARE;

-- name: delete_session
DELETE FROM directory_session
WHERE session_hash = :session_hash
RETURNING session_id;

-- name: delete_session_by_id
DELETE FROM directory_session
WHERE session_id = :session_id;

-- name: delete_sessions_of_account
DELETE FROM directory_session
WHERE account_id = :account_id;

-- name: delete_sessions_of_member
DELETE FROM directory_session
WHERE account_id = :account_id AND org_id = :organization_id;

-- name: insert_link
INSERT INTO directory_link (
    token_hash, purpose, account_id, org_id, member_id, created_at, expires_at
)
VALUES (
    :token_hash, :purpose, :account_id, :organization_id, :member_id, :now, :expires_at
);

-- name: find_link
SELECT account_id, org_id, member_id
FROM directory_link
WHERE token_hash = :token_hash AND purpose = :purpose AND used_at IS NULL AND expires_at > :now;

-- name: use_link
-- At most one of two who send it at once gets the row: the other sees it used.
UPDATE directory_link
SET used_at = :now
WHERE token_hash = :token_hash AND purpose = :purpose AND used_at IS NULL AND expires_at > :now
RETURNING account_id, org_id, member_id;

-- name: void_links
DELETE FROM directory_link
WHERE account_id = :account_id
  AND purpose = :purpose
  AND org_id IS NOT DISTINCT FROM :organization_id;

-- name: void_resets
DELETE FROM directory_link
WHERE account_id = :account_id AND purpose = 'password_reset' AND used_at IS NULL;

-- name: count_attempts
-- One statement for all subjects, in order, so two log-ins never wait for each other crosswise.
INSERT INTO directory_login_attempt AS attempt (subject, failures, window_started_at)
SELECT subject, 1, :now::timestamptz
FROM unnest(:subjects::text[]) AS subject
ORDER BY subject
ON CONFLICT (subject) DO UPDATE
SET failures = CASE
        WHEN attempt.window_started_at <= :now::timestamptz - :window::interval THEN 1
        ELSE least(attempt.failures + 1, 1000)
    END,
    window_started_at = CASE
        WHEN attempt.window_started_at <= :now::timestamptz - :window::interval THEN excluded.window_started_at
        ELSE attempt.window_started_at
    END
RETURNING failures, window_started_at;

-- name: refund_attempts
-- Locked in order first, as count_attempts does.
WITH locked AS (
    SELECT subject
    FROM directory_login_attempt
    WHERE subject = ANY(:subjects::text[])
    ORDER BY subject
    FOR UPDATE
)
UPDATE directory_login_attempt AS attempt
SET failures = greatest(attempt.failures - 1, 0)
FROM locked
WHERE attempt.subject = locked.subject;

-- name: forget_expired
-- What nobody can use any more: sessions, links, attempts.
WITH sessions AS (
    DELETE FROM directory_session WHERE expires_at <= :now
), links AS (
    DELETE FROM directory_link WHERE expires_at <= :now
)
DELETE FROM directory_login_attempt
WHERE window_started_at <= :now::timestamptz - :window::interval;
