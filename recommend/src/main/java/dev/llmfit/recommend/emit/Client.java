package dev.llmfit.recommend.emit;

/** Programs that talk to the local server. */
final class Client {
    private Client() {}

    static String langChain(Plan plan) {
        return """
                # %s
                from langchain_openai import ChatOpenAI

                llm = ChatOpenAI(
                    base_url="http://127.0.0.1:8080/v1",
                    api_key="none",
                    model="%s",
                )
                print(llm.invoke("Say hello.").content)
                """.formatted(LlamaCpp.server(plan), plan.slug());
    }

    static String openAi(Plan plan) {
        return """
                # %s
                from openai import OpenAI

                client = OpenAI(base_url="http://127.0.0.1:8080/v1", api_key="none")
                answer = client.chat.completions.create(
                    model="%s",
                    messages=[{"role": "user", "content": "Say hello."}],
                )
                print(answer.choices[0].message.content)
                """.formatted(LlamaCpp.server(plan), plan.slug());
    }
}
