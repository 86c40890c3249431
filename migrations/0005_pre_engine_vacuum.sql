-- Rows of a queue live for seconds: dead ones are cleared by number, not by share of the table,
-- or the claim's index scans would step over them. Cost-free delays: these tables stay small.
ALTER TABLE job SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0
);
ALTER TABLE job_running SET (
    fillfactor = 60,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_cost_delay = 0
);
-- One row an organization, changed with every batch of its events: room for it on the same page.
ALTER TABLE event_feed SET (fillfactor = 50, autovacuum_vacuum_cost_delay = 0);
