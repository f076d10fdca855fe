package dev.llmfit.recommend.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Programs that talk to the local server. */
final class Client {
    /** Sampling that OpenAI's protocol has. */
    private static final Set<String> OPENAI = Set.of("temperature", "top_p", "presence_penalty");

    private Client() {}

    static String langChain(Plan plan) {
        if (plan.ranks()) {
            return openAi(plan); // LangChain has no client of /rerank
        }
        if (plan.embedding()) {
            return """
                    # %s
                    from langchain_openai import OpenAIEmbeddings

                    embeddings = OpenAIEmbeddings(
                        base_url="http://127.0.0.1:8080/v1",
                        api_key="none",
                        model="%s",
                        check_embedding_ctx_length=False,
                    )
                    print(len(embeddings.embed_query("Say hello.")))
                    """.formatted(LlamaCppText.server(plan), plan.slug());
        }
        return """
                # %s
                from langchain_openai import ChatOpenAI

                llm = ChatOpenAI(
                    base_url="http://127.0.0.1:8080/v1",
                    api_key="none",
                    model="%s",
                %s)
                print(llm.invoke("Say hello.").content)
                """.formatted(LlamaCppText.server(plan), plan.slug(), sampling(plan));
    }

    static String openAi(Plan plan) {
        String client = """
                # %s
                from openai import OpenAI

                client = OpenAI(base_url="http://127.0.0.1:8080/v1", api_key="none")
                """.formatted(LlamaCppText.server(plan));
        if (plan.ranks()) {
            return client + """
                    passages = ["A poem about the sea.", "Say hello."]
                    answer = client.post(
                        "/rerank", body={"model": "%s", "query": "How do I greet?", "documents": passages}, cast_to=object
                    )
                    print(answer["results"])
                    """.formatted(plan.slug());
        }
        if (plan.embedding()) {
            return client + """
                    answer = client.embeddings.create(model="%s", input=["Say hello."])
                    print(len(answer.data[0].embedding))
                    """.formatted(plan.slug());
        }
        return client + """
                answer = client.chat.completions.create(
                    model="%s",
                    messages=[{"role": "user", "content": "Say hello."}],
                %s)
                print(answer.choices[0].message.content)
                """.formatted(plan.slug(), sampling(plan));
    }

    /** Returns the makers' sampling as arguments: those of OpenAI's protocol by name, llama.cpp's own in the body. */
    private static String sampling(Plan plan) {
        StringBuilder out = new StringBuilder();
        List<String> extra = new ArrayList<>();
        plan.chat().values().forEach((name, value) -> {
            if (OPENAI.contains(name)) {
                out.append("    ").append(name).append('=').append(value).append(",\n");
            } else {
                extra.add("\"" + name + "\": " + value);
            }
        });
        if (!extra.isEmpty()) {
            out.append("    extra_body={").append(String.join(", ", extra)).append("},\n");
        }
        return out.toString();
    }
}
