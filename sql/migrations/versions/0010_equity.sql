-- Purpose: Who is heard, how replies sound, and what cannot be known.

select;
