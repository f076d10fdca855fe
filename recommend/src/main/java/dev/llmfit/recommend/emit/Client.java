package dev.llmfit.recommend.emit;

/** Programs that talk to the local server. */
final class Client {
    private Client() {}

    static String langChain(Plan plan) {
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
                )
                print(llm.invoke("Say hello.").content)
                """.formatted(LlamaCppText.server(plan), plan.slug());
    }

    static String openAi(Plan plan) {
        String client = """
                # %s
                from openai import OpenAI

                client = OpenAI(base_url="http://127.0.0.1:8080/v1", api_key="none")
                """.formatted(LlamaCppText.server(plan));
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
                )
                print(answer.choices[0].message.content)
                """.formatted(plan.slug());
    }
}
