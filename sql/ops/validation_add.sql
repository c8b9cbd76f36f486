-- Purpose: the outcome of one rule of one run. Parameters: run_id, brand, entity, expectation, severity, level,
-- is_success, evaluated, unexpected.
insert into ops.validation
    (run_id, brand, entity, expectation, severity, level, is_success, evaluated, unexpected)
values (:run_id, :brand, :entity, :expectation, :severity, :level, :is_success, :evaluated, :unexpected)
