"""Nothing that was answered 2xx is ever lost, whatever dies."""
