"""The routes, one blueprint a module. Views orchestrate; they decide nothing."""
