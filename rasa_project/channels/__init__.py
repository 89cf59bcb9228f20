"""One channel per file. A channel carries messages; what they mean is none of its business."""
