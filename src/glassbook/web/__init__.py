"""The pages people use: what a browser is sent, and under which rules.

The application that runs in the browser is made from `web/` at the root of the repository; here is
the side that serves it.
"""
