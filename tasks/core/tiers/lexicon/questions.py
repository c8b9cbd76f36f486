"""How people ask: question words, openings of a question, requests, wishes."""

ENTRIES: dict[str, str] = {
    # Only counted where a clause begins.
    "question_word": """
        what, what's, whats, when, when's, where, where's, wheres, who, who's, whose, why, which, how, how's
        hows, is, are, was, were, do, does, did, can, could, would, should, has, have you, have there
        am i, anyone, anybody, any, o que, qual, quais, quando, onde, como, quem, porque, por que, quanto
        quanta, quantos, tem como, tem, será que, alguém, cadê, vocês, was, wann, wo, wer, wie, warum, wieso
        weshalb, welche, welcher, welches, woher, wohin, womit, ist, sind, kann, könnt, könnte, kannst
        könnten, gibt es, gibt's, habt ihr, haben sie, hat jemand, wird, werden, darf, qué, cuál, cuáles
        cuándo, cuando, dónde, donde, cómo, quién, por qué, porqué, cuánto, cuántos, cuanto, hay alguna
        pueden, puede, puedo, podrían, tienen, es posible, alguien, quoi, quand, où, comment, qui, pourquoi
        quel, quelle, quels, quelles, combien, est-ce, est ce, qu'est, pouvez, peut-on, puis-je, avez
        existe, y a-t-il, savez, serait-il
    """,
    "ask": """
        any idea, any ideas, any chance, any news, any update, any updates, any eta, any way to, any plans
        any advice, any suggestions, any tips, any help, how do i, how do you, how can i, how can we, how to
        how long, how much, how many, how come, how would i, how does, can you, can u, can i, can we
        can someone, could you, could i, could we, could someone, would you, would it, will you, will there
        will it, do you, does it, does this, does the, does anyone, did you, are you, are there, are we
        is there, is this, is it, is that, what's the, what is the, what is going, what's going, what do i
        what are, what time, what should, when will, when is, when are, when do, when does, when can
        where can, where is, where are, where do, who do, who can, who should, which one, why is, why are
        why do, why does, why did, why can't, why has, why isn't, why won't, why would, i wonder
        wondering if, wondering whether, just wondering, wondering when, wondering what, curious if
        question about, have a question, quick question, my question, let me know, anyone know, anybody know
        anyone else, do i need, do i have, should i, am i, do we, have you, has anyone, advice, i'm confused
        to know if, know if, know when, know how to, know why, tell me if, tell me how, tell me what
        tell me why, tell me when, is anyone, makes sense to, which is better, alguém sabe, alguém pode
        gostaria de saber, queria saber, quero saber, tem previsão, como faço, como posso, como funciona
        onde encontro, onde compro, onde posso, qual o valor, qual é o, quanto custa, qual o preço, dúvida
        tem como, vocês têm, vocês tem, vai ter, pode me, podem me, me ajuda, me ajudem, weiß jemand
        kann mir jemand, kann man, könnt ihr, können sie, könnten sie, habt ihr, haben sie, gibt es, gibt's
        wie kann, wie komme, wie lange, wie viel, wie oft, wann kommt, wann gibt, wo finde, wo ist
        wo bleibt, warum ist, warum wird, warum gibt, warum habt, was ist, was soll, wer kann, frage zu
        eine frage, stimmt es, ist das, ist es, ist der, ist die, muss ich, darf ich, wird es, alguien sabe
        me pueden, me puede, me podrían, pueden decirme, quisiera saber, quiero saber, como puedo
        cómo puedo, qué pasa, que pasa con, qué hago, cuándo van, donde puedo, cuánto cuesta, una pregunta
        duda, hay algún, por qué no, a qué hora, tienen algún, es normal, quelqu'un sait, pouvez-vous
        pouvez vous, pourriez-vous, avez-vous, avez vous, est-ce que, est ce que, comment faire
        comment puis-je, où est, où puis-je, quand est-ce, j'aimerais savoir, je voudrais savoir, savoir si
        une question, comment se fait, pourquoi est-ce, peut-on, dois-je, puis-je
    """,
    "request": """
        please, pls, plz, please help, help, help me, help us, need help, need your help, need to, i need
        we need, dm me, dm you, send me, give me, let me, tell me, show me, fix, fix it, fix this, fix your
        need a, please add, add a, add an option, add support, feature request, would be great if
        would be nice if, would be cool if, would love to see, would love a, would love if, would like to
        i'd like to, i'd love, i wish, wish you, wish there, hope you can, hope you, please come, come to
        come back to, bring back, please bring, looking for, trying to, waiting for, reply to, reply please
        respond, answer my, answer me, contact me, call me, email me, get back to, sort it, sort this
        follow up, look into, looking into, check this, suggestion, you should, you need to, you guys need
        you guys should, needs to, need an, consider, make it, make a, could use, should have
        should be able, want to, i want, we want, i'd rather, support for, ought to, time to
        por favor, pfv, pf, preciso, precisamos, ajuda, me ajude, podia, poderia, poderiam, podiam, quero
        queremos, quero comprar, tragam, venham, responde, respondam, responder, coloquem, façam, aguardo
        bitte, brauche, hilfe, helft, ich hätte gern, ich möchte, ich würde, wäre schön, wäre toll
        meldet euch, antwortet, wünsche mir, sollte, solltet, ayuda, ayúdenme, ayudenme, necesito
        necesitamos, favor, quisiera, quiero, respondan, contesten, contestar, espero que, deberían, vengan
        s'il vous plaît, s'il vous plait, svp, stp, aidez, aide, besoin, merci de, répondez, répondre
        j'aimerais, je voudrais, je souhaite, rappeler, rappelez, pourriez, veuillez, faites
    """,
    # What a brand says when it wants something back, so that an answer to it carries a case on.
    "asks_back": """
        please, kindly, send us, dm us, message us, email us, tell us, let us know, give us, show us, drop us
        let me know, tell me, send me, dm me, message me, need your, call us, contact us
        write to us, share your, confirm, could you, can you, would you
        follow us, pls, plz, dm, fill us, meet us, let's, recommend, we suggest, try, steps, reach out
        get in touch, send, reply, por favor, envie, nos envie, nos conte, informe, mande, bitte, schick uns
        schreib uns, sende uns, melde dich, teile uns, envíanos, escríbenos, cuéntanos, indícanos, mándanos, confirma
        s'il vous plaît, svp, merci de, envoyez, écrivez, contactez, indiquez, précisez, veuillez, pouvez vous
    """,
    # Politeness that ends a brand's message: nobody waits for an answer to it.
    "courtesy": """
        let us know if, let me know if, let us know whenever, tell us if, tell me if, don't hesitate
        do not hesitate, feel free, contact us if, contact us anytime, accept our, enjoy, bitte schön, bitte sehr
        bitte gern, n'hésitez pas, no dudes en, não hesite
    """,
    # A brand that says so, or is sorry, owes something still.
    "owing": """
        we'll, we will, hear you, hate to, i'm afraid, we're afraid, looking into, look into, sorry, apolog*
        unfortunately, regret, desculp*, lamentamos, sentimos muito, entschuldi*, tut uns leid
        tut mir leid, leider, disculp*, perdón, lo sentimos, désolé, désolée, désolés, navré, navrés
    """,
}
