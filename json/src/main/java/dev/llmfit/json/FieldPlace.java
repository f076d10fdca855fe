package dev.llmfit.json;

import org.jspecify.annotations.Nullable;

/**
 * Where a mapping stands, and who hears of the mistakes in it.
 *
 * @param parent where the mapping around it stands; null for the outermost
 * @param name what it is called there
 * @param line where it begins; 0 if it comes from no file
 */
record FieldPlace(@Nullable FieldPlace parent, String name, int line, Complaints complaints) {
    FieldPlace below(String part, int partLine) {
        return new FieldPlace(this, part, partLine, complaints);
    }

    /** Returns the names from the outermost on with stops between them; made when asked for, since few mappings have mistakes. */
    String path() {
        if (parent == null) {
            return name;
        }
        return name.isEmpty() ? parent.path() : parent.at(name);
    }

    String at(String key) {
        String path = path();
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Tells what is wrong with the value of a key. */
    void mistake(int where, String key, String whatIsWrong) {
        complaints.mistake(at(key), where, at(key) + " " + whatIsWrong);
    }

    void mistake(String whatIsWrong) {
        complaints.mistake(path(), line, (path().isEmpty() ? "the file" : path()) + " " + whatIsWrong);
    }

    void wrong(String key, YamlNode node, String expected) {
        mistake(node.line(), key, "is " + node.describe() + ", expected " + expected);
    }

    void absent(String key, String expected) {
        mistake(line, key, "is missing, expected " + expected);
    }

    void twice(YamlNode.Entry entry) {
        mistake(entry.line(), entry.key(), "is given twice");
    }

    void unknown(YamlNode.Entry entry, String meant) {
        String where = path().isEmpty() ? "" : " in " + path();
        complaints.mistake(at(entry.key()), entry.line(), "unknown key '" + entry.key() + "'" + where + meant);
    }
}
