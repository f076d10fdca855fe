package dev.llmfit.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlTextTest {
    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "a<b>&\"c\", a&lt;b&gt;&amp;&quot;c&quot;",
        "a\u0007bell\u001b[31m, a bell [31m",
        "\uD83D\uDE00 \uD83D, '\uD83D\uDE00  '"
    })
    void isWhatAnAttributeMayHold(String text, String expected) {
        assertEquals(expected, XmlText.escaped(text));
    }

    @Test
    void anyTextCanBeReadAgain() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x500; c++) {
            all.append(c);
        }
        byte[] xml = ("<a b=\"" + XmlText.escaped(all.append('\uFFFF').toString()) + "\"/>")
                .getBytes(StandardCharsets.UTF_8);
        String read = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml))
                .getDocumentElement()
                .getAttribute("b");
        assertEquals(all.length(), read.length());
        assertEquals(all.substring(0x20, 0x500), read.substring(0x20, 0x500));
    }
}
