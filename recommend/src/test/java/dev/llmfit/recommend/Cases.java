package dev.llmfit.recommend;

/** How many random cases a property is tried on: 50, or what {@code -Dllmfit.cases} says, a number or {@code all}. */
public final class Cases {
    private static final int FEW = 50;

    private Cases() {}

    /**
     * Returns the number of cases.
     *
     * @param all how many {@code .ci/long} tries
     */
    public static int of(int all) {
        String wanted = System.getProperty("llmfit.cases", "");
        if (wanted.isEmpty()) {
            return Math.min(FEW, all);
        }
        return wanted.equals("all") ? all : Integer.parseInt(wanted);
    }
}
