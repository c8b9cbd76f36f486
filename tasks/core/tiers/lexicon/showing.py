"""Showing what one made, saw or did with the brand; passing on what others said."""

ENTRIES: dict[str, str] = {
    "made": """
        i made, i've made, i built, i've built, i have built, i drew, i've drawn, i painted, i created
        i've created, i designed, i wrote, i've written, i printed, i sewed, i baked, i cooked, i filmed
        i recorded, i edited, i coded, i crafted, i knitted, i crocheted, we made, we built, we created
        we wrote, made this, made a, made my own, built this, built a, built my, drew this, painted this
        just finished, finally finished, finished, my build, my project, my setup, my version
        my take on, my attempt, my creation, my drawing, my painting, my artwork, my art, my sketch
        my fanart, fan art, fanart, my cosplay, cosplay, my costume, costume, dressed as, dressed up as
        homemade, handmade, diy, my recipe, my keyboard, my case, my mod, my remix
        my cover of, my design, my tutorial, i wanted to share, wanted to share, sharing my, share my
        here's my, here is my, this is my, these are my, check out what i, behold, work in progress, wip
        i used your, using your, inspired by, inspired me to, you inspired me
        my collection, my desk, eu fiz, fiz, fizemos, criei, desenhei, pintei, montei
        costurei, meu projeto, minha arte, meu desenho, feito por mim, ich habe gemacht, hab ich gebaut
        selbst gemacht, selbstgemacht, selbst gebaut, gebastelt, gebaut, gezeichnet, gemalt, genäht
        mein projekt, mein werk, hice, hicimos, dibujé, pinté, construí, mi proyecto, mi dibujo
        hecho por mí, hecho a mano, j'ai fait, j'ai créé, j'ai dessiné, j'ai peint, j'ai fabriqué
        mon projet, mon dessin, ma création, fait maison, fait main
    """,
    "wrote": """
        my review, my blog, my post, my article, my video, my vlog, my photos, my photo, my pics
        my pictures, my latest, new blog post, new blog, blog post, blogged, blogged about, wrote about
        i blogged, review of, our review, unboxing, read about my, photos from, photos of, pics from
        pictures from, photos, have a look at, video of my
        open letter, timelapse, time lapse, photo by me, interview, our photos, our pics, our video
        our blog, some photos, some pics, some pictures, a few photos, minha resenha, meu vídeo
        minhas fotos, minha foto, mein video, meine fotos, mein foto, mein bericht, mein blog, mi reseña
        mi video, mis fotos, mi foto, mon avis, ma vidéo, mes photos, ma photo, mon blog, mon article
        flickr, instagram, photography, photo
    """,
    "visit": """
        visit, visited, visiting, my visit, our visit, went to, i went, we went, today at, today i'm at
        i'm at, we're at, just arrived, at the, spent the day, spent my, spent the afternoon, afternoon at
        morning at, day at, day out, a trip to, trip to, on my way, off to, exploring, wandering, admiring
        walking, standing, queue, view from, view of, the view, selfie, wearing, walked into, tasted
        tried the, i tried, my view, my lunch, my dinner, my breakfast, my date, we tried, checked in
        afternoon in, morning in, evening at, day in, visitei, fui na, fui no, fomos, estive
        hoje na, hoje no, besuch, besucht, heute bei, heute im, war heute, unterwegs, visité, fuimos, estuve
        hoy en, visite, visité, je suis allé, je suis allée, aujourd'hui à, balade
    """,
    "passing_on": """
        via, rt, mt, ht, according to, breaking, news, report, reports, reported, announces, announced
        launches, launch, launching, unveils, reveals, stock, market, ceo, says, said, analyst*
        survey, quarter, results, read more, segundo, notícia, notícias, anuncia, laut, bericht, meldet
        nachrichten, según, noticia, noticias, encuesta, selon, actualité, annonce, communiqué
    """,
    "event": """
        join us, join our, event, events, exhibition, workshop, talk by, concert, festival, tickets, starts
        starting, opening, opens, opening night, tonight, tomorrow, this weekend, next week, preview, tour
        lecture, don't miss, coming soon, save the date, our new, proud to, we are, we're, partner, partners
        partnership, featuring, feat, in collaboration, teamed up, ausstellung, konzert, veranstaltung
        exposição, evento, exposición, concierto, exposition, événement
    """,
}
