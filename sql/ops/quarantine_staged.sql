-- Purpose: move staged rows that break a row-level rule into quarantine. Grain: one row a moved row (its load).
-- Parameters: brand, staging_table, rows (row_no), expectations, reasons (arrays of the same length).
select load_id
from ops.quarantine_staged(
    :brand, :staging_table, cast(:rows as bigint[]), cast(:expectations as text[]), cast(:reasons as text[]))
