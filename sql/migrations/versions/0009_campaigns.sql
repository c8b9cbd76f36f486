-- Purpose: Events of the calendar, campaigns, contests, polls.

select;
