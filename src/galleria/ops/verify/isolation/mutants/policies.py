"""Faults in policies: what opens a table whose keys and grants are as they should be."""

from galleria.ops.verify.isolation.mutants import Mutant

OWN = "org_id = nullif(current_setting('app.org_id', true), '')::uuid"
POLICIES = "two policies exactly as written"
SECURED = "row level security is enabled and forced"

POLICY_MUTANTS = [
    Mutant(
        "a policy dropped",
        "DROP POLICY app ON category",
        (POLICIES, "vacuous: the owner's own SELECT"),
    ),
    Mutant("FORCE off", "ALTER TABLE product NO FORCE ROW LEVEL SECURITY", (SECURED,)),
    Mutant(
        "row-level security off",
        "ALTER TABLE product DISABLE ROW LEVEL SECURITY",
        (SECURED, "SELECT", "UPDATE", "DELETE"),
    ),
    Mutant(
        "a policy USING (true)",
        "ALTER POLICY app ON store USING (true)",
        (POLICIES, "SELECT", "DELETE"),
    ),
    Mutant(
        "a policy WITH CHECK (true)",
        "ALTER POLICY app ON variant WITH CHECK (true)",
        (POLICIES, "INSERT", "INSERT with no tenant"),
    ),
    Mutant(
        "a policy without WITH CHECK",
        f"DROP POLICY app ON store; CREATE POLICY app ON store TO galleria_app USING ({OWN})",
        (POLICIES,),
    ),
    Mutant(
        "one policy more, for reading",
        "CREATE POLICY readers ON catalog FOR SELECT TO galleria_app USING (true)",
        (POLICIES, "SELECT", "COPY out of"),
    ),
    Mutant(
        "a policy that is open when no tenant is set",
        "ALTER POLICY app ON member "
        f"USING ({OWN} OR coalesce(current_setting('app.org_id', true), '') = '')",
        (POLICIES, "SELECT with no tenant", "DELETE with no tenant"),
    ),
    Mutant(
        "the platform's policy widened on a business table",
        "ALTER POLICY platform ON member USING (true) WITH CHECK (true)",
        (POLICIES, "SELECT", "UPDATE"),
    ),
]
