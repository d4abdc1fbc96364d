"""Who noticed, who hears, what was done."""
