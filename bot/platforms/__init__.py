"""Each platform's adapter, put together with the app; a module a platform, loaded where it is served."""
