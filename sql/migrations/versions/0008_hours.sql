-- Purpose: When people write and when answers lead on; which content draws conversation.

select;
