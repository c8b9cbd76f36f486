-- Purpose: What people talk about and how they feel: topics and sentiment in the marts.

select;
