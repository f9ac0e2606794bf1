"""Real cases driven through the product as people would: pages over HTTP, talk over WebSockets."""
