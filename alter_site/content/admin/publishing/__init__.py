"""What an editor does with a page apart from writing it: preview, publish, schedule, take down."""
