-- Purpose: what a service still lets through, shared by all processes.
select 1;
