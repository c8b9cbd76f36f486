"""The one view model of all digests: `build` makes it of what was gathered, `tasks.render` sets it."""
