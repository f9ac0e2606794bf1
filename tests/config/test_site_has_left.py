"""What the browser of another module leaves behind: nothing that keeps an event loop from running."""

import asyncio


async def test_an_event_loop_runs_after_a_browser_was_here():
    assert await asyncio.sleep(0, "ran") == "ran"
