"""Praise, thanks, small reactions."""

ENTRIES: dict[str, str] = {
    "praise": """
        love, loved, loves, loving, luv, great, awesome, amazing, excellent, fantastic, wonderful, brilliant
        perfect, beautiful, gorgeous, stunning, fabulous, fab, lovely, good, nice, cool, best, better than
        favorite, favourite, favorites, impressed, impressive, incredible, outstanding, superb, enjoy
        enjoyed, enjoying, enjoyable, fun, happy, glad, delighted, excited, exciting, pleased, proud
        inspired, inspiring, recommend, recommended, rock, rocks, rocking, kudos, bravo, congrats
        congratulations, well done, good job, great job, nice job, good work, great work, nice work
        well played, shout out, shoutout, props, hats off, appreciate, grateful, thankful, helpful, friendly
        professional, delicious, tasty, yummy, yum, comfortable, smooth, reliable, solid, genius, smart
        clever, hilarious, funny, classy, epic, legend, worth, can't wait, looking forward, blown away, wow
        so much better, works great, works perfectly, works well, life saver, lifesaver
        thank you for making, treat*, must see, must visit, interesting, fascinat*, terrific, sweet, neat
        ideal, elegant, cute, adorable, dope, goat, masterpiece, magnificent, splendid
        underrated, happier, fan of, big fan, amo, amei, amamos, adoro, adorei, adoramos, lindo
        linda, lindos, lindas, maravilh*, perfeito, perfeita, sensacional, incrível, ótimo, ótima, excelente
        excelentes, parabéns, melhor, melhores, top, show de, um show, que show, foi show, bom
        boa, delícia, espetacular, sucesso
        fantástico, gostoso, gostei, recomendo, orgulho, qualidade, demais, arras*, super, toll, tolle
        tollen, klasse, großartig*, wunderbar*, schön, schöne, schöner, schönes, prima, perfekt, liebe
        lieben, begeistert, freue, freut, genial, spitze, hervorrag*, gut, gute, guter, lob, beste, besten
        empfehl*, angenehm, freundlich*, entspannt, lecker, me encanta, me encantó, me gusta, encanta
        excelente, genial, increíble, maravill*, hermoso, hermosa, bonito, bonita, bueno, buena, buenísim*
        felicidades, felicitaciones, mejor, mejores, perfecto, recomiendo, rico, feliz, j'adore, j'aime
        adore, génial, géniale, super, excellent, excellente, magnifique, parfait, parfaite, bravo
        merveill*, beau, belle, bien joué, félicitations, efficace, rapide, agréable, meilleur, meilleure
        ravi, ravie, 😍, ❤, 🥰, 👏, 🔥, 💯, 😘, 🙌, 👍, 💕, 💙, 💚, 💜, 🧡, 💛, 🤩, 🎉, 😊, ♥, 🩵, 💖, 👌
    """,
    "thanks": """
        thanks, thank you, thank u, thankyou, thx, thnx, thanx, ty, tysm, cheers, ta, many thanks
        much appreciated, appreciate it, appreciated, thank, obrigado, obrigada, valeu, brigado, brigada
        grato, grata, vlw, danke, dankeschön, vielen dank, merci, gracias, muchas gracias, mil gracias
        merci beaucoup, 🙏
    """,
    "thanks_for": """
        thanks for, thank you for, thx for, thank u for, thanks to, thank you to, cheers for
        thanks so much for, obrigado por, obrigada por, obrigado pela, obrigada pela, danke für, dank an
        gracias por, gracias a, merci pour, merci à, merci d'avoir
    """,
    "small": """
        ok, okay, okey, k, kk, yes, yep, yeah, yup, no, nope, sure, done, will do, got it, alright, right
        cool, nice, great, lol, lmao, rofl, haha*, hehe*, hihi, rsrs*, jaja*, omg, hi, hello, hey
        hiya, morning, good morning, good night, goodnight, bye, welcome, you're welcome, np, same, true
        this, first, me too, agreed, exactly, wow, congrats, xd, love it, love this, so good, so cool
        not bad, nice one, please do, sim, oi, olá, bom dia, boa tarde, boa noite, feliz natal, amém
        eu quero, quero, tchau, ja, nein, hallo, moin, guten morgen, guten tag, gute nacht, genau, stimmt
        na dann, naja, sí, hola, buenos días, buenas, buenas noches, claro, vale, feliz navidad, jajaja
        jajajaja, oui, non, bonjour, salut, bonsoir, d'accord, bonne nuit, bonne soirée, mdr, ptdr
    """,
    "opinion": """
        i think, i feel, i believe, in my opinion, imo, imho, i prefer, i'd say, honestly, personally
        i agree, i disagree, because, although, however, though, compared to, instead of, the reason
        in my experience, i've been, i've used, i've had, i used, i bought, i got, i use, i own, i have the
        for years, since, when i was, remember when, reminds me, i remember, my dad, my mom, my mum, my son
        my daughter, my wife, my husband, my kids, my family, passed away, rest in peace, rip, eu acho
        na minha opinião, eu uso, comprei, minha mãe, minha filha, meu filho, desde que, ich finde
        ich denke, ich glaube, meiner meinung, weil, obwohl, allerdings, creo que, pienso que, en mi opinión
        porque, aunque, mi hijo, mi mamá, je pense, je trouve, je crois, à mon avis, parce que, mais, car
    """,
    "peer_help": """
        you could try, you can try, have you tried, did you try, you should try, you need to, you have to
        you want to, try to, just use, you can use, you may want, make sure, make sure you, if you have
        if you want, if you're, if you are, you might, you may need, it depends, depends on, what works for
        what worked for, fixed it by, i fixed, works for me, worked for me, it should be, you'll need
        you will need, go to settings, i recommend, i'd recommend, i suggest, i would suggest
        turn off, turn it off, disable, factory reset, você pode, vc pode, tenta, tente
        du kannst, sie können, du musst, versuch, versuchen sie, einfach mal, puedes, tienes que, prueba
        intenta, vous pouvez, tu peux, il faut, essayez, essaie
    """,
}
