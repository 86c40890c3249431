-- Products have a status now.
ALTER TABLE product DROP COLUMN is_active;
