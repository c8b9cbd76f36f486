"""What goes wrong: failures, complaints, leaving, danger; and words that turn them round."""

ENTRIES: dict[str, str] = {
    "problem": """
        problem, problems, issue, issues, error, errors, bug, bugs, buggy, glitch*, broken, broke
        breaks, crash*, fail, failed, fails, failing, failure, faulty, defect*, damaged, wrong, missing
        lost, stolen, delay, delays, delayed, cancelled, canceled, cancels, late, stuck, stranded
        waiting, waited, freez*, frozen, outage, offline, leak*, mold, moldy, rotten, expired
        overcharged, charged, refund, refunds, compensation, complain*, complaint, dropped, disconnect*
        declined, denied, refused, rejected, locked, unable, incorrect, out of stock, sold out
        overpriced, too expensive, price increase, went down, gone down, is down, are down
        stopped working, stops working, not working, doesn't work, does not work, didn't work
        don't work, isn't working, won't work, wont work, doesnt work, never works, won't load
        won't open, won't let, won't connect, won't charge, will not let, can't get, cant get
        can't even, can't find, can't log, can't login, can't connect, can't access, can't use
        can't seem, can't play, can't download, can't hear, can't see, unable to, no response, no reply
        no answer, no one answers, no email, not received, didn't receive, haven't received
        hasn't arrived, never arrived, never got, never received, never came, still no, still not
        still waiting, still haven't, still hasn't, still nothing, no help, no luck, no avail, on hold, hung up
        messed up, disappeared, still broken
        keep getting, keeps saying, kicked, drains, draining, overheat*, laggy, lagging, lags, scratch*
        ripped, torn, dirty, filthy, ruined, nightmare, horrible, misleading, unanswered, ignored
        ignoring, unresponsive, useless, nobody answers, no one replies, nobody replies, spam calls
        doesn't have, don't have, doesn't recognize, not showing, not loading, doesn't show
        doesn't load, since the update, after the update, not getting, don't get, didn't get
        nothing works, went wrong, same message, same problem, same issue, doesn't seem, problema
        problemas, erro, erros, defeito, quebrado, quebrou, quebrada, atrasado, atraso, atrasada, demora
        demorando, não funciona, não chegou, não recebi, não consigo, não veio, não abre, não carrega
        não vem, cancelado, cobrado, cobrança, reembolso, estorno, errado, errada, faltando, vencido
        falta de, reclamar, reclamação, caiu, travando, travou, fehler, defekt, kaputt, verspätung*
        verspätet, ausfall, ausfälle, ausgefallen, fällt aus, fallen aus, störung*, stellwerk*, probleme
        funktioniert nicht, geht nicht, klappt nicht, kommt nicht, gestrichen, gesperrt, warte, warten
        gewartet, chaos, überfüllt, verpasst, zu spät, falsch, beschwerde, erstattung, schon wieder
        immer noch, seit stunden, leider, funktionieren nicht, streik, umsteigen, problema con, errores
        falla, fallan, fallando, falló, fallar, fallado, fallaron, fallo, fallas, no funciona, no sirve, no puedo
        no me deja, no llegó, no llega, no he recibido, no me han, no contestan, no responden, no abre
        retras*, cancelaron, cobro, cobros, cobraron, cargos, cargaron, devolución, devolver, roba*
        robo, robando, queja, quejas, bloque*, rechaz*, esperando, comisión, comisiones, caída
        sin servicio, sin explicaciones, mal servicio, pésimo, pésima, problème, problèmes, erreur
        erreurs, panne, pannes, ne marche, ne fonctionne, marche pas, fonctionne pas, retard, annulé
        annulée, remboursement, rembourser, remboursé, toujours pas, aucune réponse, pas de réponse
        sans réponse, pas reçu, rien reçu, coupure, coupé, prélev*, prélève, facturé, factur*, doublé
        augmentation, réclamation, litige, injoignable, résili*, démarch*, plainte, depuis des mois
    """,
    # Said of good days as often as of bad ones: counts only beside another sign of trouble.
    "perhaps_problem": """
        again, keeps, kept, back to, cold, twice, double, used to, new update, last update
        latest update, this update, cannot, missed, miss my, dead, ads, mess, slow, ignore, no longer
        not been, stale, cher, chère, attends, attente, voll, steht, stehen, minuten, anschluss, espera
        llevo, tarde, cargo, demasiado, caro, impossible, facture, não tem, no hay
    """,
    "failing": """
        not, n't, never, can't, cant, won't, wont, doesn't, doesnt, isn't, isnt, didn't, didnt, wasn't
        aren't, couldn't, haven't, hasn't, nothing, nobody, without, nicht, kein, keine, keinen, nie, nunca
        não, nada, sin, sem, nem, pas, jamais, rien, aucun, aucune, sans, ningún, ninguna, nadie, tampoco
    """,
    "anger": """
        worst, terrible, horrible, awful, ridiculous, unacceptable, disgust*, disgrace*, shame, shameful
        pathetic, joke, wtf, sucks, suck, sucked, crap, crappy, shit, shitty, bullshit, bs, garbage, trash
        scam, scammers, rip off, ripoff, fraud, liars, lied, lying, thieves, incompet*, rude, annoy*
        frustrat*, disappoint*, fed up, furious, angry, pissed, upset, unhappy, hate, hated, poor, poorly
        pitiful, appall*, outrage*, fix your, smh, not happy, not cool, not impressed, not good, bad, badly
        sad, worse, fuck, fucking, damn, hell, waste, wasted, stupid, absurd, insult*, embarrass*, nonsense
        unprofess*, what a joke, thanks for nothing, thanks for ruining, great job ruining
        really disappointed, fucked, greed*, betray*, 😡, 🤬, 😠, 😤, 👎, 🙄, 😒, 💩, 😢, 😞, 😔
        pior, péssimo, péssima, horrível, ridículo, absurdo
        vergonha, lixo, decepcion*, raiva, descaso, desrespeito, palhaçada, enganosa, nojo, triste, ruim
        schlecht*, schlimm*, unversch*, peinlich, lächerlich, scheiß*, scheisse, mist, frech*, skandal
        ärger*, nervt, nervig, enttäusch*, traurig, unfassbar, unglaublich, armselig, katastroph*, versag*
        dreist*, saftladen, danke für nichts, toll gemacht, peor, pésimo, pésima, horrible
        ridículo, vergüenza, basura, asco, mierda, pinche*, puto, puta, mamada, mamadas, chinga*, verga
        rateros, ratas, ladron*, ladrones, estafa*, fraude, decepcion*, inútil*, incompeten*, nefasto*
        porquería, maldito, malditos, burla, harto, harta, pire, honte, honteux, scandale*, scandaleux, nul
        nulle, nuls, arnaque*, arnaqueurs, voleurs, incompét*, merde, inadmissible, inacceptable, lamentable
        ras le bol, marre, déçu, déçue, escro*, mensonge*, catastroph*, foutage, minable, merci pour rien
    """,
    "leaving": """
        never again, last time, lost a customer, losing a customer, losing customers, lost me
        lost my business, lose my business, never fly, never buy, never buying, never use, never order
        never shop, won't be back, won't buy, not buying, switching to, switched to, switch to, leaving
        cancel my, cancelling my, canceling my, canceled my, cancelled my, i'm cancelling, i cancelled
        going back to, done with, i'm done, goodbye, boycott*, unsubscribe, unsubscribed, close my account
        delete my account, uninstall*, take my business, stopped using, i stopped, won't shop, quit
        moved to, choose another, go elsewhere, nunca mais, vou cancelar, cancelei, cancelar
        perderam um cliente, troquei, deixei de, nie wieder, kündige*, gekündigt, kündigung, wechsle
        wechseln, nunca más, cancelar mi, voy a cancelar, cancelé, cambiar de banco, cambiarme, plus jamais
        je résilie, quitter, changer de fournisseur, je pars, je change
    """,
    # Not to be missed: people, money or an account in danger.
    "danger": """
        unsafe, dangerous, danger, caught fire, caught on fire, fire hazard, burned, burnt, burning, smoke, explod*
        electric shock, hacked, hacker, fraud, phishing, scammed, breach*, unauthorized, unauthorised
        allergic, allergy, poison*, food poisoning, injured, injury, hospital, ambulance, stranded, trapped
        no heating, no heat, no water, no hot water, no power, no electricity, locked out, account locked
        evacuat*, security issue, choking, emergência, socorro, golpe, fui hackeado, hackeada, clonaram
        roubaram, roubado, perigo, perigoso, notfall, gefahr, gefährlich, gestrandet, gehackt, betrug
        gestohlen, brennt, brand, verbrannt, kreditkart*, keine heizung, kein strom, kein wasser, hackearon
        robaron, clonaron, fraude, peligro*, varado, varados, no reconozco, se incendió, sin agua, sin luz
        dangereux, danger, piraté, plus de chauffage, sans chauffage, eau chaude, plus d'électricité
        sans électricité, dégâts des eaux, dégât des eaux, couper le gaz, coupé le gaz, a pris feu, brûlé, brûlée
    """,
    "urgent": """
        urgent, urgently, emergency, asap, immediately, still stuck, stuck at, stuck in, stolen, leaked
        my money, medication, medicine, wheelchair, my baby, police, urgente, dringend, sofort, rollstuhl
        emergencia, mi dinero, urgence, volé, bloqué, coupure, mon argent
    """,
    "resolved": """
        no problem, no problems, no issue, no issues, not a problem, no worries, problem solved
        issue resolved, got it working, works now, working now, it works, fixed it, fixed now, resolved
        resolve the issue, resolves the issue, resolved the issue, fixed the issue, fixed the problem
        fixes the problem, sorted now, all good, all sorted, sorted thanks, solved, back up, working again
        that worked, that works, did the trick, resolvido, resolveu, deu certo, funcionou, sem problema
        sem problemas, gelöst, geklärt, erledigt, geht wieder, klappt, kein problem, hat geklappt, resuelto
        solucionado, ya funciona, sin problema, sin problemas, résolu, réglé, ça marche, ça fonctionne
        pas de problème, pas de souci
    """,
}
