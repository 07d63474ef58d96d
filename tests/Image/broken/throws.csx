throw new InvalidOperationException("thrown by the script");
