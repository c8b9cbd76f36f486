-- Purpose: functions and indexes of the marts.
select 1;
