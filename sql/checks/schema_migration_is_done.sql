-- Every step of the schema that began has ended.
-- Shows: number, name, state
SELECT number, name, state FROM schema_migration WHERE state <> 'done';
