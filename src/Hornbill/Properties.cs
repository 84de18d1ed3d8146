// Kernels reserve scratch on the stack for every tile and overwrite it: zeroing it first would cost more than some tiles.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
