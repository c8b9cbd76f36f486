-- Purpose: what each weekly review proposed, and the measure it aims at, so that the next one can say what became of it.

select;
