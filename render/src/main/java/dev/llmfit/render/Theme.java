package dev.llmfit.render;

/** Colours of roles in pictures, for a light and a dark background. They differ in lightness too, for eyes that see fewer hues. */
public enum Theme {
    /** Dark ink on a light ground. */
    LIGHT(0xFFFFFF, 0x17191C, 0x62676F, 0x2A6FC9, 0xE59A1A, 0xA0529C, 0x8D939B, 0xE9E9E4, 0x14733F, 0x9A6200, 0xC1272D),
    /** Light ink on a dark ground. */
    DARK(0x171B1F, 0xE8EAEC, 0x98A0A9, 0x4F95EE, 0xF0B04A, 0xC984C5, 0x7E868F, 0x262C32, 0x63CF95, 0xF0B04A, 0xFF7B74);

    private final int ground;
    private final int ink;
    private final int hint;
    private final int weights;
    private final int kv;
    private final int compute;
    private final int driver;
    private final int free;
    private final int good;
    private final int part;
    private final int bad;

    Theme(
            int ground,
            int ink,
            int hint,
            int weights,
            int kv,
            int compute,
            int driver,
            int free,
            int good,
            int part,
            int bad) {
        this.ground = ground;
        this.ink = ink;
        this.hint = hint;
        this.weights = weights;
        this.kv = kv;
        this.compute = compute;
        this.driver = driver;
        this.free = free;
        this.good = good;
        this.part = part;
        this.bad = bad;
    }

    /** Returns the background as 0xRRGGBB. */
    public int ground() {
        return ground;
    }

    /** Returns the colour of a role as 0xRRGGBB. */
    public int rgb(Role role) {
        return switch (role) {
            case TEXT, CHOICE -> ink;
            case WEIGHTS -> weights;
            case KV -> kv;
            case COMPUTE -> compute;
            case DRIVER -> driver;
            case FREE -> free;
            case GOOD -> good;
            case PART -> part;
            case BAD -> bad;
            case HINT -> hint;
        };
    }
}
