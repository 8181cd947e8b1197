package dev.rookery.playbook;

/// A size with its unit, such as `8GiB`; the same size has one text only.
record Size(long bytes) {
    private static final String[] UNITS = {"MiB", "GiB", "TiB"};

    /// @param text digits and one of the units, perhaps with a blank between
    Size(String text) {
        this(Long.parseLong(text.replaceAll("[^0-9]", "")) << shift(text));
    }

    private static int shift(String text) {
        for (int unit = 0; unit < UNITS.length; unit++) {
            if (text.endsWith(UNITS[unit])) {
                return 20 + 10 * unit;
            }
        }
        throw new IllegalArgumentException("a size without unit: " + text);
    }

    /// With the largest unit in which it is a whole number.
    String text() {
        int unit = Math.min(UNITS.length - 1, (Long.numberOfTrailingZeros(bytes) - 20) / 10);
        return (bytes >> (20 + 10 * unit)) + UNITS[unit];
    }
}
